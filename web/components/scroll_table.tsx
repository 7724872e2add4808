import type { Child } from "hono/jsx";

/** A wide table in a box of its own, which a keyboard can reach and scroll. */
export function ScrollTable({ label, children }: { label: string; children: Child }) {
  return (
    <div class="scroll" role="region" aria-label={label} tabindex={0}>
      <table>{children}</table>
    </div>
  );
}
