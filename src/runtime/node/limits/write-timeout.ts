/**
 * Write timeout for HTTP/1: a client that does not read its response is disconnected. Node has timeouts for requests
 * only. A partial write does not count as progress, so a client that reads a byte now and then is disconnected too.
 */

/** The part of a socket that is used here. */
interface Writer {
  /** Bytes that are not passed to the system yet. */
  readonly writableLength: number;
  /** All bytes written to the socket, including those that wait. */
  readonly bytesWritten: number;
}

export interface WriteTimeouts {
  /** @param timedOut must disconnect it */
  readonly add: (writer: Writer, timedOut: () => void) => void;
  readonly delete: (writer: Writer) => void;
  /** Disconnects the writers that have sent nothing for `limitMilliseconds` although bytes wait. */
  readonly sweep: (now: number, limitMilliseconds: number) => void;
}

interface Watched {
  readonly timedOut: () => void;
  /** The bytes sent so far, and since when that number has not changed. */
  waiting: { readonly sent: number; readonly since: number } | undefined;
}

export function writeTimeouts(): WriteTimeouts {
  const writers = new Map<Writer, Watched>();
  return {
    add: (writer, timedOut) => void writers.set(writer, { timedOut, waiting: undefined }),
    delete: (writer) => void writers.delete(writer),
    sweep(now, limitMilliseconds) {
      for (const [writer, watched] of writers) {
        const { waiting } = watched;
        // Only then: `bytesWritten` walks the socket's queue.
        const unsent = writer.writableLength;
        const sent = unsent === 0 ? 0 : writer.bytesWritten - unsent;
        if (unsent === 0) watched.waiting = undefined;
        else if (waiting?.sent !== sent) watched.waiting = { sent, since: now };
        else if (now - waiting.since >= limitMilliseconds) watched.timedOut();
      }
    },
  };
}
