/** What an HTML form posts: `application/x-www-form-urlencoded`, in which a `+` is a space and a plus is `%2B`. */

const decoder = new TextDecoder();

/** @returns the first field of that name, without white space around it; empty when there is none */
export const formField = (bytes: Uint8Array, name: string): string =>
  new URLSearchParams(decoder.decode(bytes)).get(name)?.trim() ?? '';
