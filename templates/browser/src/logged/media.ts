// Addresses of images and sounds.

/** The address of a file of this site, "" for any other: what a script names must not lead elsewhere. */
export function localAddress(href: string, page = location.href): string {
  try {
    const at = new URL(href, page);
    const here = new URL(page);
    return at.protocol === here.protocol && at.host === here.host ? at.href : "";
  } catch {
    return "";
  }
}
