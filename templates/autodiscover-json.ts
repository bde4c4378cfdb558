/** Microsoft Autodiscover, version 2: one protocol, one URL, as JSON. Mail by IMAP or SMTP has no name in it. */

/** As Exchange spells them; they are asked for in any letter case. */
export const jsonProtocols = ['AutodiscoverV1', 'ActiveSync', 'Ews'] as const;
export type JsonProtocol = (typeof jsonProtocols)[number];

export const autodiscoverJson = (protocol: JsonProtocol, url: string) =>
  ({ Protocol: protocol, Url: url }) as const;

/** @returns the body of a 400; what was sent is never repeated in it */
export const jsonError = {
  protocolMissing: {
    ErrorCode: 'MandatoryParameterMissing',
    ErrorMessage: "A valid value must be provided for the query parameter 'Protocol'",
  },
  addressMissing: {
    ErrorCode: 'MandatoryParameterMissing',
    ErrorMessage: 'A valid email address must be provided',
  },
  protocolNotOffered: (offered: readonly string[]) => ({
    ErrorCode: 'InvalidProtocol',
    ErrorMessage: `The given protocol value is invalid. Supported values are '${offered.join(',')}'`,
  }),
} as const;
