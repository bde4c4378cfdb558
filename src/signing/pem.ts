/** PEM (RFC 7468): names and bytes of what stands in a text, in its order. */

interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`. */
  readonly label: string;
  /** Nothing when it is damaged, or ends before its end: who left it out would go on with half of what was given. */
  readonly der: Uint8Array<ArrayBuffer> | undefined;
  /** Whether a passphrase is needed; RFC 1421's way of saying so, in a header. */
  readonly encrypted: boolean;
}

/** From one beginning to its end; without one, to the next beginning or the end of all. */
const block = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)(-----END \1-----|(?=-----BEGIN )|$)/g;

export function pemBlocks(text: string): readonly PemBlock[] {
  return [...text.matchAll(block)].map(([, label = '', inside = '', end = '']) => {
    const encrypted = label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(inside);
    const base64 = inside.replace(/^[\w-]+:.*$/gm, '').replace(/\s/g, '');
    return { label, der: end === '' ? undefined : bytesOf(base64), encrypted };
  });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
