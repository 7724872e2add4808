/**
 * Works out an expression of whole numbers with `+`, `-`, `*` and parentheses, products first.
 *
 * @returns null when the text is no such expression, or the result is not an exact integer
 */
export function evaluate(expression: string): number | null {
  const tokens = expression.match(/\d+|\S/g) ?? [];
  let at = 0;

  function sum(): number {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const sign = tokens[at++] === "+" ? 1 : -1;
      value += sign * product();
    }
    return value;
  }
  function product(): number {
    let value = factor();
    while (tokens[at] === "*") {
      at++;
      value *= factor();
    }
    return value;
  }
  function factor(): number {
    const token = tokens[at++];
    if (token === "-") return -factor();
    if (token === "(") {
      const value = sum();
      return tokens[at++] === ")" ? value : NaN;
    }
    return token !== undefined && /^\d+$/.test(token) ? Number(token) : NaN;
  }

  const value = sum();
  if (at !== tokens.length || !Number.isSafeInteger(value)) return null;
  return value === 0 ? 0 : value;
}
