/** Where issues are opened unless the one who serves the site says otherwise. */
export const REPOSITORY_URL = "https://github.com/lapboard/lapboard";
