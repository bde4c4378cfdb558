/** The HTTP methods that routes may answer. */

/** In the order of the Allow header; any other method gets 405. */
export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PROPFIND'] as const;
export type Method = (typeof methods)[number];

/** What a dialect is asked by: HEAD looks like GET to it, and OPTIONS is answered for all. */
export type AskedMethod = Exclude<Method, 'HEAD' | 'OPTIONS'>;
