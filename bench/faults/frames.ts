/** HTTP/2 frames written by hand (RFC 9113 §4.1), because a library would not send what an attacker sends. */

const headerBytes = 9;

export const frameTypes = {
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const flags = { endStream: 1, acknowledge: 1, endHeaders: 4 } as const;

export function frame(
  type: keyof typeof frameTypes,
  flag: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = frameTypes[type];
  header[4] = flag;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const initialWindowSize = 4;

/** What a client sends first. With a window of 0, it takes no byte of any body. */
export function opening(window: number): Buffer {
  const setting = Buffer.alloc(6);
  setting.writeUInt16BE(initialWindowSize, 0);
  setting.writeUInt32BE(window, 2);
  return Buffer.concat([preface, frame('settings', 0, 0, setting)]);
}

/** Header fields of `GET https://HOST/` in HPACK: three entries of the static table, and a literal `:authority`. */
export const getFields = (host: string): Buffer =>
  Buffer.concat([Buffer.from([0x82, 0x84, 0x87, 0x01, host.length]), Buffer.from(host)]);

/** @param stream an odd number, greater than the one before */
export const get = (host: string, stream: number): Buffer =>
  frame('headers', flags.endStream | flags.endHeaders, stream, getFields(host));

export const acknowledgeSettings = frame('settings', flags.acknowledge, 0);
