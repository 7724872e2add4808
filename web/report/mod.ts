export { readStylesheet } from "./read_stylesheet.ts";
export { reportDocument } from "./report_document.tsx";
