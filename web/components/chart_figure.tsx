import type { Child } from "hono/jsx";

interface ChartFigureProps {
  id?: string;
  /** What the chart shows, in a sentence with its figures: all that some readers get. */
  description: string;
  caption: Child;
  /** `data-*` attributes that tell the script what to draw. */
  data?: Record<`data-${string}`, string>;
  tall?: boolean;
  children?: Child;
}

/** A place for a chart. It stays hidden until the script has drawn it; `children` tell the same. */
export function ChartFigure({ id, description, caption, data, tall, children }: ChartFigureProps) {
  return (
    <figure class={tall ? "chart tall" : "chart"}>
      <figcaption>{caption}</figcaption>
      <div class="canvas">
        <canvas id={id} role="img" aria-label={description} {...data} />
      </div>
      {children}
    </figure>
  );
}
