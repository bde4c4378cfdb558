/** Parses Accept-Language: selects one of the supported languages. */

/** Browsers send up to ten languages, which are some 100 characters. */
const charactersLimit = 400;

/**
 * RFC 9110 §12.5.4, as browsers send it: tags in order of preference. Weights are not compared.
 *
 * @returns the first supported language, whatever its region; otherwise the fallback
 */
export function preferredLanguage<Language extends string>(
  acceptLanguage: string,
  supported: readonly Language[],
  fallback: Language,
): Language {
  if (acceptLanguage === '') return fallback;
  for (const range of acceptLanguage.slice(0, charactersLimit).split(',')) {
    const [tag = ''] = range.trim().toLowerCase().split(/[-;]/, 1);
    const found = supported.find((language) => language === tag);
    if (found !== undefined) return found;
  }
  return fallback;
}
