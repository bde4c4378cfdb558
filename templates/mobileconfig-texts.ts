/**
 * The texts of an Apple profile. A device shows the description as it is, so it is in the language of the request; for
 * the consent the profile contains all languages, and the device picks one.
 *
 * Names stand alone or in brackets, so that no language has to inflect them.
 */

export const profileLanguages = ['de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'pt'] as const;
export type ProfileLanguage = (typeof profileLanguages)[number];

interface ProfileTexts {
  /** @param mailbox an address, several of them, or `anybody` */
  readonly description: (mailbox: string) => string;
  /** Replaces the address if the device asks for it. */
  readonly anybody: string;
  /** @param name of the provider */
  readonly consent: (name: string) => string;
}

export const profileTexts: Readonly<Record<ProfileLanguage, ProfileTexts>> = {
  de: {
    description: (mailbox) => `Richtet ${mailbox} auf diesem Gerät ein. Enthält kein Passwort.`,
    anybody: 'eine E-Mail-Adresse',
    consent: (name) =>
      `Dieses Profil richtet E-Mail (${name}) auf diesem Gerät ein. Es enthält kein Passwort; danach wird bei der Installation gefragt. Das Profil und mit ihm der Account lassen sich jederzeit in den Einstellungen entfernen.`,
  },
  en: {
    description: (mailbox) => `Sets up ${mailbox} on this device. Holds no password.`,
    anybody: 'an e-mail address',
    consent: (name) =>
      `This profile sets up e-mail (${name}) on this device. It holds no password; you are asked for it during installation. The profile, and the account with it, can be removed in Settings at any time.`,
  },
  es: {
    description: (mailbox) => `Configura ${mailbox} en este dispositivo. No contiene ninguna contraseña.`,
    anybody: 'una dirección de correo electrónico',
    consent: (name) =>
      `Este perfil configura el correo electrónico (${name}) en este dispositivo. No contiene ninguna contraseña; se pedirá durante la instalación. El perfil, y con él la cuenta, se puede eliminar en cualquier momento en Ajustes.`,
  },
  fr: {
    description: (mailbox) => `Configure ${mailbox} sur cet appareil. Ne contient aucun mot de passe.`,
    anybody: 'une adresse e-mail',
    consent: (name) =>
      `Ce profil configure la messagerie (${name}) sur cet appareil. Il ne contient aucun mot de passe ; celui-ci est demandé lors de l’installation. Le profil, et le compte avec lui, peut être supprimé à tout moment dans les réglages.`,
  },
  it: {
    description: (mailbox) => `Configura ${mailbox} su questo dispositivo. Non contiene alcuna password.`,
    anybody: 'un indirizzo e-mail',
    consent: (name) =>
      `Questo profilo configura la posta elettronica (${name}) su questo dispositivo. Non contiene alcuna password, che viene richiesta durante l’installazione. Il profilo, e con esso l’account, può essere rimosso in qualsiasi momento nelle Impostazioni.`,
  },
  nl: {
    description: (mailbox) => `Stelt ${mailbox} in op dit apparaat. Bevat geen wachtwoord.`,
    anybody: 'een e-mailadres',
    consent: (name) =>
      `Dit profiel stelt e-mail (${name}) in op dit apparaat. Het bevat geen wachtwoord; daar wordt tijdens de installatie om gevraagd. Het profiel, en daarmee de account, kan op elk moment in Instellingen worden verwijderd.`,
  },
  pl: {
    description: (mailbox) => `Konfiguruje ${mailbox} na tym urządzeniu. Nie zawiera hasła.`,
    anybody: 'adres e-mail',
    consent: (name) =>
      `Ten profil konfiguruje pocztę e-mail (${name}) na tym urządzeniu. Nie zawiera hasła; prośba o jego podanie pojawi się podczas instalacji. Profil, a wraz z nim konto, można w każdej chwili usunąć w Ustawieniach.`,
  },
  pt: {
    description: (mailbox) => `Configura ${mailbox} neste dispositivo. Não contém nenhuma palavra-passe.`,
    anybody: 'um endereço de e-mail',
    consent: (name) =>
      `Este perfil configura o e-mail (${name}) neste dispositivo. Não contém nenhuma palavra-passe; esta é pedida durante a instalação. O perfil, e com ele a conta, pode ser removido a qualquer momento nas Definições.`,
  },
};
