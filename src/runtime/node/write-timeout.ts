/**
 * Write timeout for HTTP/1: a client that does not read its response is disconnected. Node has timeouts for requests
 * only. A partial write does not count as progress, so a client that reads a byte now and then is disconnected too.
 */

/** A socket, as far as this file needs it. */
export interface Writer {
  /** Bytes that the system has not taken yet. */
  readonly writableLength: number;
  /** Bytes ever given to the socket, those that wait included. */
  readonly bytesWritten: number;
}

export interface WriteTimeouts {
  /** @param timedOut has to disconnect it */
  readonly add: (writer: Writer, timedOut: () => void) => void;
  readonly delete: (writer: Writer) => void;
  /** Disconnects the writers that have sent nothing of what waits for `limitMilliseconds`. */
  readonly sweep: (now: number, limitMilliseconds: number) => void;
}

interface Watched {
  readonly timedOut: () => void;
  /** Bytes sent when something began to wait, and since when that is so. */
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
        // `bytesWritten` walks the queue of a socket, which few have.
        const unsent = writer.writableLength;
        const sent = unsent === 0 ? 0 : writer.bytesWritten - unsent;
        if (unsent === 0) watched.waiting = undefined;
        else if (waiting?.sent !== sent) watched.waiting = { sent, since: now };
        else if (now - waiting.since >= limitMilliseconds) watched.timedOut();
      }
    },
  };
}
