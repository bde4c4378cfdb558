/** Which facteur this is; a test holds it to package.json, which a bundle for the edge does not have. */
export const version = '0.1.0';
