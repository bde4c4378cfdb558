/** The HTTP methods that routes may answer. */

/** In the order of the Allow header; any other method gets 405. */
export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PROPFIND'] as const;
export type Method = (typeof methods)[number];

/** The methods that dialects see: HEAD becomes GET, and the pipeline answers OPTIONS. */
export type AskedMethod = Exclude<Method, 'HEAD' | 'OPTIONS'>;
