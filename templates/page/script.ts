/**
 * The page's JavaScript, which is optional: copy buttons, and posting an address from the URL's fragment, which no server
 * sees. When a profile is requested, the page stays open, so the script scrolls to the next steps, which the browser's
 * own dialog may cover.
 */

export const script = `(() => {
const said = document.getElementById('said');
const { verb, done } = said.dataset;
if (navigator.clipboard) for (const value of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = verb;
  button.setAttribute('aria-label', verb + ' ' + value.dataset.copy + ' ' + value.textContent);
  button.onclick = async () => {
    await navigator.clipboard.writeText(value.textContent);
    button.textContent = said.textContent = done;
    setTimeout(() => { button.textContent = verb; said.textContent = ''; }, 2000);
  };
  value.after(button);
}
const taps = document.getElementById('taps');
if (taps) taps.previousElementSibling.onsubmit = () => {
  taps.className = 'now';
  taps.scrollIntoView({ block: 'center' });
  said.textContent = taps.innerText;
};
const field = document.getElementById('emailaddress');
const address = new URLSearchParams('a=' + location.hash.slice(1).replaceAll('+', '%2B')).get('a');
if (address.includes('@')) {
  history.replaceState(null, '', location.pathname + location.search);
  if (field.value !== address) { field.value = address; field.form.submit(); }
}
})();`;
