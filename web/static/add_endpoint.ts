/// <reference lib="dom" />

/** Stands for an endpoint's number in the page's template. */
const NO_NUMBER = "NUMBER";
const NUMBERED = ["id", "name", "for", "aria-describedby"];

/** Adds the fields of another endpoint to the form, and goes to the first of them. */
export function addEndpoint(form: HTMLFormElement, onAdded: () => void): void {
  const list = form.querySelector("#endpoints");
  const template = document.querySelector<HTMLTemplateElement>("template#endpoint");
  if (list === null || template === null) throw new TypeError("the page has no endpoints");
  const number = list.querySelectorAll("fieldset").length;
  const fields = template.content.cloneNode(true) as DocumentFragment;
  for (const element of fields.querySelectorAll("*")) {
    for (const name of NUMBERED) {
      const value = element.getAttribute(name);
      if (value !== null) {
        element.setAttribute(name, value.replaceAll(`[${NO_NUMBER}]`, `[${number}]`));
      }
    }
  }
  const legend = fields.querySelector("legend");
  if (legend) legend.textContent = `Model ${number + 1}`;
  list.append(fields);
  onAdded();
  list.querySelector<HTMLInputElement>("fieldset:last-child input")?.focus();
}
