/** PEM (RFC 7468): names and bytes of what stands in a text, in its order. */

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`. */
  readonly label: string;
  readonly der: Uint8Array<ArrayBuffer>;
  /** Whether a passphrase is needed; RFC 1421's way of saying so, in a header. */
  readonly encrypted: boolean;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

export function pemBlocks(text: string): readonly PemBlock[] {
  return [...text.matchAll(block)].flatMap(([, label = '', inside = '']) => {
    const encrypted = label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(inside);
    const der = bytesOf(inside.replace(/^[\w-]+:.*$/gm, '').replace(/\s/g, ''));
    return der ? [{ label, der, encrypted }] : [];
  });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
