/** PEM (RFC 7468): the labels and bytes of all blocks in a text. */

interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`. */
  readonly label: string;
  /** Undefined when the block is damaged or cut short. It is still listed, so that the rest is not used without it. */
  readonly der: Uint8Array<ArrayBuffer> | undefined;
  /** Whether a passphrase is needed: by the label, or by the header of RFC 1421. */
  readonly encrypted: boolean;
}

/** From BEGIN to its END; without an END, to the next BEGIN or the end of the text. */
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
