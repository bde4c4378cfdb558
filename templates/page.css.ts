/** The page's style sheet. Its hash stands in the Content-Security-Policy, so a change here is a change there. */

export default `
:root { --ink: #16202c; --quiet: #556371; --paper: #f3f5f8; --card: #fff; --line: #d9dfe6; --accent: #0b57d0; --on-accent: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf3; --quiet: #9fadbb; --paper: #10161d; --card: #18212b; --line: #2c3845; --accent: #8ab4f8; --on-accent: #0b1a30 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
main { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1rem 4rem }
h1 { margin: 0 0 .5rem; font-size: clamp(1.6rem, 5vw, 2.2rem); line-height: 1.2; letter-spacing: -.01em }
h2 { margin: 0 0 .75rem; font-size: 1.2rem }
h3 { margin: 0 0 .5rem; font-size: .95rem; font-weight: 600; color: var(--quiet) }
.lead { margin: 0 0 1.75rem; color: var(--quiet); font-size: 1.05rem; max-width: 42rem }
section { margin: 0 0 1.25rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem }
table { width: 100%; border-collapse: collapse }
thead th { padding: .35rem .75rem .35rem 0; font-size: .8rem; font-weight: 600; color: var(--quiet); text-align: start }
tbody th, td { padding: .6rem .75rem .6rem 0; border-top: 1px solid var(--line); text-align: start; vertical-align: baseline }
tbody th { font-weight: 600 }
code { font: 600 1em ui-monospace, monospace; user-select: all }
ul { margin: 1rem 0 0; padding-inline-start: 1.2rem }
li { margin: .3rem 0 }
section > ul:first-of-type { color: var(--ink) }
details { margin-top: 1.25rem }
summary { cursor: pointer; color: var(--quiet); font-weight: 600 }
details table { margin-top: .75rem; opacity: .85 }
label { display: block; margin-bottom: .35rem; font-weight: 600 }
.row { display: flex; flex-wrap: wrap; gap: .6rem }
input { flex: 1 1 16rem; min-width: 0; padding: .65rem .8rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .5rem }
button { padding: .65rem 1.1rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: .5rem; cursor: pointer }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) }
@media (max-width: 38rem) {
  thead { position: absolute; clip-path: inset(50%) }
  tr, tbody th, td { display: block }
  tbody tr { padding: .6rem 0; border-top: 1px solid var(--line) }
  tbody th, td { padding: .1rem 0; border: 0 }
  td { display: flex; gap: .75rem }
  td::before { content: attr(data-label); flex: 0 0 9rem; color: var(--quiet) }
}
@media print { body { background: none } section { border: 0; padding: 0 } form, form + p { display: none } }
`;
