/** What the formats of records are called, for whoever has to name one before any is made. */

export const recordFormats = ['bind', 'json', 'cloudflare', 'terraform', 'octodns'] as const;
export type RecordFormat = (typeof recordFormats)[number];

/** Whose Terraform providers are spoken to. */
export const terraformProviders = ['cloudflare', 'ovh'] as const;
export type TerraformProvider = (typeof terraformProviders)[number];
