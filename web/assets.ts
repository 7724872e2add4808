/** Addresses of the files a page loads. Each carries a hash of its content. */
export interface AssetUrls {
  css: string;
  icon: string;
  scripts: { board: string; run: string; addProvider: string };
}

/** A file to serve under its address. */
export interface AssetFile {
  contentType: string;
  body: Uint8Array<ArrayBuffer>;
}

/** All files of the site that are not pages. */
export interface Assets {
  urls: AssetUrls;
  /** By path, such as `/static/site-1a2b3c4d.css`. */
  files: ReadonlyMap<string, AssetFile>;
}
