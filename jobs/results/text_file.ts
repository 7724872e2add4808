import { writing } from "./results_dir_error.ts";

/** A file that text is appended to, piece after piece. */
export interface TextFile {
  path: string;
  append(text: string): Promise<void>;
  /** Closing twice does no harm. */
  close(): void;
}

/** Creates a file, or empties the one that is there. */
export async function createTextFile(path: string): Promise<TextFile> {
  const file = await writing(
    path,
    () => Deno.open(path, { write: true, create: true, truncate: true }),
  );
  const encoder = new TextEncoder();
  let open = true;
  return {
    path,
    append: (text) =>
      writing(path, async () => {
        let rest = encoder.encode(text);
        while (rest.length > 0) rest = rest.subarray(await file.write(rest));
      }),
    close() {
      if (open) file.close();
      open = false;
    },
  };
}
