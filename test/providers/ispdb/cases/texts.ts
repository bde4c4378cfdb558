/** Texts for people: documentation, and instructions to follow before a client may log in. */

import { help, provider, type Row } from './file.ts';

export const texts: readonly Row[] = [
  {
    why: 'documentation in languages (inbox.lv.xml, nju.edu.cn.xml)',
    parts: {
      more: `<documentation url="${help}"><descr lang="en">Settings</descr>
        <descr lang="zh-CN">客户端设置</descr></documentation>`,
    },
    document: { documentation: [{ url: help, title: { en: 'Settings', 'zh-CN': '客户端设置' } }] },
  },
  {
    why: 'documentation without words (strato.de.xml)',
    parts: { more: `<documentation url="${help}"/>` },
    document: { documentation: [{ url: help, title: { en: 'example.net' } }] },
    warnings: [{ kind: 'title-missing', taken: 'example.net', path: `${provider}/documentation` }],
  },
  {
    why: 'documentation in no language beside one in a language (mailbox.org.xml)',
    parts: {
      more: `<documentation url="${help}"><descr lang="de">Einstellungen</descr>
        <descr>Settings</descr></documentation>`,
    },
    document: { documentation: [{ url: help, title: { de: 'Einstellungen', en: 'Settings' } }] },
    warnings: [{ kind: 'language-missing', taken: 'en', path: `${provider}/documentation/descr[2]` }],
  },
  {
    why: 'documentation twice in one language',
    parts: {
      more: `<documentation url="${help}"><descr lang="en">Settings</descr>
        <descr lang="en">More settings</descr></documentation>`,
    },
    document: { documentation: [{ url: help, title: { en: 'Settings' } }] },
    warnings: [{ kind: 'repeated', path: `${provider}/documentation/descr[2]` }],
  },
  {
    why: 'a language with an underscore',
    parts: { more: `<documentation url="${help}"><descr lang="pt_BR">Ajuda</descr></documentation>` },
    document: { documentation: [{ url: help, title: { 'pt-BR': 'Ajuda' } }] },
  },
  {
    why: 'a language that is none',
    parts: { more: `<documentation url="${help}"><descr lang="English!">Help</descr></documentation>` },
    document: { documentation: [{ url: help, title: { en: 'example.net' } }] },
    warnings: [
      { kind: 'language-unfit', language: 'English!', path: `${provider}/documentation/descr` },
      { kind: 'title-missing', taken: 'example.net', path: `${provider}/documentation` },
    ],
  },
  {
    why: 'documentation that is called an instruction (ipax.at.xml)',
    parts: { more: `<instruction url="${help}"><descr lang="en">Settings</descr></instruction>` },
    document: { documentation: [{ url: help, title: { en: 'Settings' } }] },
  },
  {
    why: 'two links (goneo.de)',
    parts: {
      more: `<documentation url="${help}"><descr lang="en">Any client</descr></documentation>
        <documentation url="${help}#2"><descr lang="en">Thunderbird</descr></documentation>`,
    },
    document: {
      documentation: [
        { url: help, title: { en: 'Any client' } },
        { url: `${help}#2`, title: { en: 'Thunderbird' } },
      ],
    },
  },
  {
    why: 'a link broken into lines, as an attribute may be (goo.jp.xml)',
    parts: { more: `<documentation\n      url="${help}"\n  ><descr lang="en">Help</descr></documentation>` },
    document: { documentation: [{ url: help, title: { en: 'Help' } }] },
  },
  ...['ftp://example.net/', 'example.net/help', '', 'javascript:alert(1)', `${help}?e=%EMAILADDRESS%`].map(
    (url): Row => ({
      why: `a link to ${url} (inter-corporate.com.xml)`,
      parts: { more: `<documentation url="${url}"><descr lang="en">Help</descr></documentation>` },
      warnings: [{ kind: 'link-unfit', url, path: `${provider}/documentation` }],
    }),
  ),
  {
    why: 'documentation without a link',
    parts: { more: '<documentation><descr lang="en">Help</descr></documentation>' },
    warnings: [{ kind: 'link-unfit', url: undefined, path: `${provider}/documentation` }],
  },
  ...(
    [
      ['', 'empty'],
      ['x'.repeat(201), 'too-long'],
      ['Help for %EMAILADDRESS%', 'placeholder'],
      ['Help\u0085', 'control-character'],
    ] as const
  ).map(
    ([title, flaw]): Row => ({
      why: `a title that is no title: ${flaw}`,
      parts: {
        more: `<documentation url="${help}"><descr lang="fr">${title}.</descr><descr lang="en">Help</descr></documentation>`.replace(
          '>.<',
          '><',
        ),
      },
      document: { documentation: [{ url: help, title: { en: 'Help' } }] },
      warnings: [{ kind: 'text-unfit', flaw: flaw, path: `${provider}/documentation/descr[1]` }],
    }),
  ),
  {
    why: 'instructions (t-online.de.xml)',
    parts: {
      more: `<enable visiturl="${help}"><instruction>Allow IMAP once.</instruction>
        <instruction lang="de">Erlauben Sie
          einmalig IMAP.</instruction></enable>`,
    },
    document: {
      documentation: [{ url: help, title: { en: 'Allow IMAP once.', de: 'Erlauben Sie einmalig IMAP.' } }],
      instructions: { en: ['Allow IMAP once.'], de: ['Erlauben Sie einmalig IMAP.'] },
    },
    warnings: [{ kind: 'language-missing', taken: 'en', path: `${provider}/enable/instruction[1]` }],
  },
  {
    why: 'instructions next to the provider (web.de.xml)',
    parts: {
      beside: `<enable visiturl="${help}"><instruction lang="en">Allow POP3 &amp; IMAP.</instruction></enable>`,
    },
    document: {
      documentation: [{ url: help, title: { en: 'Allow POP3 & IMAP.' } }],
      instructions: { en: ['Allow POP3 & IMAP.'] },
    },
  },
  {
    why: 'instructions in a file without a version (gmail.com pop)',
    parts: { root: '', more: `<enableURL url="${help}">Allow POP3.</enableURL>` },
    document: {
      documentation: [{ url: help, title: { en: 'Allow POP3.' } }],
      instructions: { en: ['Allow POP3.'] },
    },
    warnings: [{ kind: 'language-missing', taken: 'en', path: `${provider}/enableURL` }],
  },
  {
    why: 'a sentence too long for a title, and a second one of its language',
    parts: {
      more: `<enable visiturl="${help}"><instruction lang="en">${'x'.repeat(201)}</instruction>
        <instruction lang="en">Allow IMAP.</instruction><instruction lang="en">Twice.</instruction></enable>`,
    },
    document: {
      documentation: [{ url: help, title: { en: 'Allow IMAP.' } }],
      instructions: { en: ['x'.repeat(201), 'Allow IMAP.', 'Twice.'] },
    },
  },
  {
    why: 'a place to visit and nothing to do there',
    parts: { more: `<enable visiturl="${help}"/>` },
    document: { documentation: [{ url: help, title: { en: 'example.net' } }] },
    warnings: [{ kind: 'title-missing', taken: 'example.net', path: `${provider}/enable/@visiturl` }],
  },
  {
    why: 'something to do and no place to visit that is one',
    parts: {
      more: '<enable visiturl="about:config"><instruction lang="en">Allow IMAP.</instruction></enable>',
    },
    document: { instructions: { en: ['Allow IMAP.'] } },
    warnings: [{ kind: 'link-unfit', url: 'about:config', path: `${provider}/enable/@visiturl` }],
  },
  {
    why: 'something to do and no place to visit',
    parts: { more: '<enable><instruction lang="en">Allow IMAP.</instruction></enable>' },
    document: { instructions: { en: ['Allow IMAP.'] } },
  },
  {
    why: 'nothing to do',
    parts: { more: '<enable/>' },
    warnings: [{ kind: 'text-unfit', flaw: 'empty', path: `${provider}/enable` }],
  },
];
