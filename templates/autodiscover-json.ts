/** Microsoft Autodiscover, version 2: the URL of one protocol, as JSON. It has no names for IMAP, POP3 and SMTP. */

/** Exchange's spelling; requests may use any letter case. */
export const jsonProtocols = ['AutodiscoverV1', 'ActiveSync', 'Ews'] as const;
export type JsonProtocol = (typeof jsonProtocols)[number];

export const autodiscoverJson = (protocol: JsonProtocol, url: string) =>
  ({ Protocol: protocol, Url: url }) as const;

/** Bodies of status 400; they do not repeat input. */
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
