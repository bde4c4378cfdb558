/** One connection of HTTP/2: several streams at once, written frame by frame. */

import type { Duplex } from 'node:stream';
import type { Answer, Fate } from '../answer.ts';
import { decoded, encoded } from './hpack.ts';
import { flags, frame, type Http2Message, types } from './writer.ts';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** No dynamic table, no pushes, and room for whole answers (RFC 9113 §6.5.2). */
const settings = Buffer.from([...[0, 1, 0, 0, 0, 0], ...[0, 2, 0, 0, 0, 0], ...[0, 4, 0, 0xff, 0xff, 0xff]]);
const connectionWindow = 0x3fff_ffff;
/** How long after a later answer an earlier one is still waited for. */
const graceMilliseconds = 50;
const healthMessage: Http2Message = {
  opening: (stream) =>
    frame(
      types.headers,
      flags.endHeaders | flags.endStream,
      stream,
      encoded([
        [':method', 'GET'],
        [':scheme', 'https'],
        [':path', '/healthz'],
        [':authority', 'localhost'],
      ]),
    ),
  data: undefined,
  dataEnds: true,
  expectation: 'answered',
  framing: 'none',
  head: false,
};

interface Stream {
  readonly message: Http2Message;
  status: number | undefined;
  fields: (readonly [string, string])[];
  readonly chunks: Buffer[];
  window: number;
  unsent: Buffer;
  fate: Fate | undefined;
}

export class Http2Connection {
  private left: Buffer = Buffer.alloc(0);
  private readonly streams = new Map<number, Stream>();
  private nextStream = 1;
  private window = 65_535;
  private initialWindow = 65_535;
  private received = 0;
  private block: { stream: number; parts: Buffer[]; ends: boolean } | undefined;
  private ended = false;
  private leaving = false;
  private flaw: string | undefined;
  private wake: () => void = () => {};
  private readonly socket: Duplex;

  constructor(socket: Duplex) {
    this.socket = socket;
    const end = (): void => {
      this.ended = true;
      this.wake();
    };
    socket.on('data', (bytes: Buffer) => {
      this.read(bytes);
      this.wake();
    });
    socket.on('end', end).on('error', end).on('close', end);
    socket.write(
      Buffer.concat([
        preface,
        frame(types.settings, 0, 0, settings),
        frame(types.window, 0, 0, uint32(connectionWindow - 65_535)),
      ]),
    );
  }

  get open(): boolean {
    return !this.ended && !this.leaving && this.flaw === undefined && this.received < connectionWindow / 2;
  }

  destroy(): void {
    this.ended = true;
    this.socket.destroy();
  }

  /** @returns what became of each; those that the connection's end took with them are unanswered */
  async exchange(messages: readonly Http2Message[], milliseconds: number): Promise<Fate[]> {
    const opened = this.openAll(messages);
    const deadline = Date.now() + milliseconds;
    while (opened.some(({ fate }) => fate === undefined) && !this.ended && this.flaw === undefined) {
      if (!(await this.news(deadline))) break;
    }
    const hung = !this.ended && this.flaw === undefined;
    const { flaw } = this;
    if (opened.some(({ fate }) => fate === undefined)) this.destroy();
    this.streams.clear();
    return opened.map(({ fate }) => {
      if (fate) return fate;
      if (flaw !== undefined) return { kind: 'ill-formed', flaw };
      if (hung) return { kind: 'hung' };
      return messages.length === 1 ? { kind: 'dropped', how: 'closed' } : { kind: 'unanswered' };
    });
  }

  /**
   * Sends what need not be a request. One that is follows it, unless the message is to stall: when that is answered,
   * nothing more is waited for, because a connection may well live on.
   */
  async alone(message: Http2Message, milliseconds: number): Promise<Fate> {
    const stalls = message.expectation === 'stalls';
    const [rough, health] = this.openAll(stalls ? [message] : [message, healthMessage]);
    const deadline = Date.now() + milliseconds;
    while (rough?.fate === undefined && !this.ended && this.flaw === undefined) {
      if (!(await this.news(health?.fate ? Date.now() + graceMilliseconds : deadline))) break;
    }
    const { flaw } = this;
    this.destroy();
    if (flaw !== undefined) return { kind: 'ill-formed', flaw };
    if (rough?.fate) return rough.fate;
    if (stalls && Date.now() >= deadline) return { kind: 'hung' };
    return { kind: 'dropped', how: 'closed or let be' };
  }

  private openAll(messages: readonly Http2Message[]): Stream[] {
    const opened = messages.map((message): readonly [number, Stream] => {
      const id = this.nextStream;
      this.nextStream += 2;
      const stream: Stream = {
        message,
        status: undefined,
        fields: [],
        chunks: [],
        window: this.initialWindow,
        unsent: message.data ?? Buffer.alloc(0),
        fate: undefined,
      };
      this.streams.set(id, stream);
      return [id, stream];
    });
    this.write(Buffer.concat(opened.map(([id, { message }]) => message.opening(id))));
    for (const [id, stream] of opened) this.sendData(id, stream);
    return opened.map(([, stream]) => stream);
  }

  private news(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), Math.max(0, deadline - Date.now()));
      this.wake = () => {
        clearTimeout(late);
        this.wake = () => {};
        resolve(true);
      };
    });
  }

  private write(bytes: Buffer): void {
    if (!this.ended && this.socket.writable) this.socket.write(bytes);
  }

  private sendData(id: number, stream: Stream): void {
    if (stream.message.data === undefined || stream.fate !== undefined) return;
    for (;;) {
      const length = Math.min(stream.unsent.length, 16_384, this.window, stream.window);
      const last = length === stream.unsent.length;
      if (length === 0 && !last) return;
      const part = stream.unsent.subarray(0, length);
      stream.unsent = stream.unsent.subarray(length);
      this.window -= length;
      stream.window -= length;
      const ends = last && stream.message.dataEnds;
      if (length > 0 || ends) this.write(frame(types.data, ends ? flags.endStream : 0, id, part));
      if (last) return;
    }
  }

  private read(bytes: Buffer): void {
    this.left = this.left.length === 0 ? bytes : Buffer.concat([this.left, bytes]);
    while (this.left.length >= 9 && this.flaw === undefined) {
      const length = this.left.readUIntBE(0, 3);
      if (length > 16_384) {
        this.flaw = `a frame of ${length} bytes: ${JSON.stringify(this.left.subarray(0, 40).toString('latin1'))}`;
        return;
      }
      if (this.left.length < 9 + length) return;
      const [type = 0, flag = 0] = this.left.subarray(3, 5);
      const id = this.left.readUInt32BE(5) & 0x7fff_ffff;
      const payload = this.left.subarray(9, 9 + length);
      this.left = this.left.subarray(9 + length);
      this.take(type, flag, id, payload);
    }
  }

  private take(type: number, flag: number, id: number, payload: Buffer): void {
    const stream = this.streams.get(id);
    switch (type) {
      case types.data:
        this.received += payload.length;
        stream?.chunks.push(unpadded(payload, flag));
        if (flag & flags.endStream) this.finish(stream);
        return;
      case types.headers: {
        const inner = unpadded(payload, flag);
        this.block = {
          stream: id,
          parts: [flag & flags.priority ? inner.subarray(5) : inner],
          ends: (flag & flags.endStream) !== 0,
        };
        if (flag & flags.endHeaders) this.headers();
        return;
      }
      case types.continuation:
        this.block?.parts.push(payload);
        if (flag & flags.endHeaders) this.headers();
        return;
      case types.reset:
        if (stream && stream.fate === undefined) {
          const code = payload.length >= 4 ? payload.readUInt32BE(0) : -1;
          // 7, REFUSED_STREAM: nothing was done, and it may be sent again.
          stream.fate = code === 7 ? { kind: 'unanswered' } : { kind: 'dropped', how: `reset ${code}` };
        }
        return;
      case types.settings:
        if (flag & flags.ack) return;
        for (let at = 0; at + 6 <= payload.length; at += 6) {
          if (payload.readUInt16BE(at) !== 4) continue;
          const next = payload.readUInt32BE(at + 2);
          for (const one of this.streams.values()) one.window += next - this.initialWindow;
          this.initialWindow = next;
        }
        this.write(frame(types.settings, flags.ack, 0));
        this.sendAll();
        return;
      case types.ping:
        if (!(flag & flags.ack)) this.write(frame(types.ping, flags.ack, 0, payload));
        return;
      case types.goaway:
        this.leaving = true;
        return;
      case types.window: {
        const more = payload.length >= 4 ? payload.readUInt32BE(0) & 0x7fff_ffff : 0;
        if (id === 0) this.window += more;
        else if (stream) stream.window += more;
        this.sendAll();
        return;
      }
      default:
        return;
    }
  }

  private sendAll(): void {
    for (const [id, stream] of this.streams) if (stream.unsent.length > 0) this.sendData(id, stream);
  }

  private headers(): void {
    const { block } = this;
    this.block = undefined;
    if (!block) return;
    const fields = decoded(Buffer.concat(block.parts));
    if (!fields) {
      this.flaw = 'headers that cannot be decoded';
      return;
    }
    const stream = this.streams.get(block.stream);
    if (!stream || stream.fate) return;
    const status = Number(fields.find(([name]) => name === ':status')?.[1]);
    if (status < 200) return;
    if (stream.status === undefined) {
      stream.status = status;
      stream.fields = fields.filter(([name]) => name !== ':status');
    }
    if (block.ends) this.finish(stream);
  }

  private finish(stream: Stream | undefined): void {
    if (!stream || stream.fate) return;
    const { status = 0, fields, message } = stream;
    const body = Buffer.concat(stream.chunks);
    const flaw = fieldsFlaw(status, fields, body, message.head);
    const answer: Answer = { status, fields, body, toHead: message.head, last: false };
    stream.fate = flaw === undefined ? { kind: 'answered', answers: [answer] } : { kind: 'ill-formed', flaw };
  }
}

function unpadded(payload: Buffer, flag: number): Buffer {
  if (!(flag & flags.padded)) return payload;
  return payload.subarray(1, payload.length - (payload[0] ?? 0));
}

function fieldsFlaw(
  status: number,
  fields: readonly (readonly [string, string])[],
  body: Buffer,
  head: boolean,
): string | undefined {
  if (!(status >= 200 && status <= 599)) return `status ${status}`;
  for (const [name, value] of fields) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return `header ${JSON.stringify(name)}`;
    if (!/^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/.test(value))
      return `header ${name}: ${JSON.stringify(value)}`;
    if (['connection', 'keep-alive', 'transfer-encoding', 'upgrade'].includes(name))
      return `header ${name} by HTTP/2`;
  }
  const length = fields.find(([name]) => name === 'content-length')?.[1];
  const bare = head || status === 204 || status === 304;
  if (bare && body.length > 0) return 'a body where none may be';
  if (!bare && length !== undefined && Number(length) !== body.length)
    return `Content-Length ${length}, and ${body.length} bytes`;
  return undefined;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
