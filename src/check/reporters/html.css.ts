/** The style sheet of the HTML report. */

export default `
:root { --ink: #16202c; --quiet: #556371; --paper: #f3f5f8; --card: #fff; --line: #d9dfe6; --accent: #0b57d0;
  --green: #12663a; --green-back: #dcf3e5; --yellow: #7a4b00; --yellow-back: #fdeecb; --red: #a1201a; --red-back: #fde1df; --gray: #556371; --gray-back: #e6eaef }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf3; --quiet: #9fadbb; --paper: #10161d; --card: #18212b; --line: #2c3845; --accent: #8ab4f8;
    --green: #8fdcae; --green-back: #163a27; --yellow: #f3cd7d; --yellow-back: #40310f; --red: #f5a49e; --red-back: #47201e; --gray: #aab7c4; --gray-back: #26313c }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1rem 4rem }
h1 { margin: 0 0 .5rem; font-size: clamp(1.6rem, 5vw, 2.2rem); line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.4rem; overflow-wrap: anywhere }
h3 { margin: 0 0 .75rem; font-size: 1.1rem }
.lead { margin: 0 0 1.75rem; color: var(--quiet) }
section { margin: 0 0 1.25rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem }
.wide { overflow-x: auto }
details { border-top: 1px solid var(--line); padding: .6rem 0 }
details:first-of-type { border-top: 0 }
summary { cursor: pointer }
.why { color: var(--quiet); overflow-wrap: anywhere }
.quiet { color: var(--quiet); font-size: .875rem }
.badge { display: inline-block; min-width: 6.2rem; padding: .05rem .6rem; border-radius: 1rem; font-size: .8rem; font-weight: 600; text-align: center }
.matrix .badge { min-width: 1.9rem; padding: .05rem .3rem }
.green { color: var(--green); background: var(--green-back) }
.yellow { color: var(--yellow); background: var(--yellow-back) }
.red { color: var(--red); background: var(--red-back) }
.gray { color: var(--gray); background: var(--gray-back) }
table { border-collapse: collapse; margin: .75rem 0; font-size: .9rem }
th, td { padding: .35rem .9rem .35rem 0; text-align: start; vertical-align: baseline }
thead th { font-size: .8rem; color: var(--quiet) }
.matrix thead th span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap }
.matrix thead th { vertical-align: bottom }
code, pre { font: .875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
pre { margin: .5rem 0; padding: .75rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap; user-select: all }
.steps { margin: .5rem 0 0; padding-inline-start: 1.6rem; font-size: .9rem }
.steps li { margin: .25rem 0; color: var(--quiet) }
.steps .taken, .steps .misled, .steps .refused, .steps .failed { color: var(--ink) }
.steps .taken::marker { color: var(--green); font-weight: 700 }
.steps .misled::marker, .steps .refused::marker, .steps .failed::marker { color: var(--red); font-weight: 700 }
.change + .change { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem }
.change p { margin: .25rem 0 }
a { color: var(--accent) }
@media print { body { background: none } section { border: 0; padding: 0 } }
`;
