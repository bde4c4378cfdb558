/** The version of facteur. A test compares it with package.json, which the Worker's bundle does not contain. */
export const version = '0.1.0';
