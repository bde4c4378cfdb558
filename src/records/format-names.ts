/** Names of the record formats, in a file without the formats' own dependencies. */

export const recordFormats = ['bind', 'json', 'cloudflare', 'terraform', 'octodns'] as const;
export type RecordFormat = (typeof recordFormats)[number];

/** Supported Terraform providers. */
export const terraformProviders = ['cloudflare', 'ovh'] as const;
export type TerraformProvider = (typeof terraformProviders)[number];
