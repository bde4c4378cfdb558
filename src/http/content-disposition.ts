/** Writes Content-Disposition: the file name of a download (RFC 6266). */

/**
 * @param name in any script
 * @param rest follows it: a domain in A-labels and the file's extension
 * @returns the header's value: the exact name by RFC 8187, and an ASCII approximation for other clients
 */
export function contentDisposition(name: string): (rest: string) => string {
  const safe = name.replace(reserved, '-').trim();
  const ascii = safe
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .trim();
  const front = ascii === '' ? '' : `${ascii} `;
  if (ascii === safe) return (rest) => `attachment; filename="${front}${rest}"`;
  const encoded = encodeURIComponent(`${safe} `).replace(/['()*]/g, percent);
  return (rest) => `attachment; filename="${front}${rest}"; filename*=UTF-8''${encoded}${rest}`;
}

/** Special in a path, a shell or a quoted string; some browsers decode a percent sign (§4.3). */
const reserved = /["%/:*?<>|\\]+/g;

/** RFC 8187 §3.2.1: encodeURIComponent leaves these, but they are not attr-char. */
const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
