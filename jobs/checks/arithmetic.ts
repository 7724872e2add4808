import type { Random } from "../workloads/mod.ts";

/** An expression with its value. */
export interface Arithmetic {
  expression: string;
  value: number;
}

/** Draws an expression of whole numbers with two of `+`, `-` and `*`, some with parentheses. */
export function drawArithmetic(random: Random): Arithmetic {
  const long = () => 100 + random.below(900);
  const short = () => 2 + random.below(98);
  const [a, b, c, d] = [long(), long(), short(), short()];
  const forms: Arithmetic[] = [
    { expression: `${a} + ${c} * ${d}`, value: a + c * d },
    { expression: `${a} - ${c} * ${d}`, value: a - c * d },
    { expression: `${a} + ${b} - ${c}`, value: a + b - c },
    { expression: `${a} - ${b} + ${c}`, value: a - b + c },
    { expression: `(${a} + ${b}) * ${c}`, value: (a + b) * c },
    { expression: `${c} * (${a} - ${b})`, value: c * (a - b) },
    { expression: `${c} - (${a} - ${d})`, value: c - (a - d) },
    { expression: `${c} * ${d} - ${b}`, value: c * d - b },
  ];
  return forms[random.below(forms.length)]!;
}
