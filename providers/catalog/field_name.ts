/** How a field is called in messages and forms: `endpoints[0].price.source`. */
export function fieldName(path: readonly (string | number)[]): string {
  return path.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("")
    .replace(/^\./, "");
}
