/** The name under which a download is kept (RFC 6266). */

/**
 * @param name what people call it, in any script
 * @param rest follows it: a domain in A-labels and the file's extension
 * @returns Content-Disposition, with the name as it is for whoever reads RFC 8187, and nearly so for everybody else
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

/** What a path, a shell or a quoted string would make something of; a percent sign some browsers decode (§4.3). */
const reserved = /["%/:*?<>|\\]+/g;

/** RFC 8187 §3.2.1: these are no attr-char. */
const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
