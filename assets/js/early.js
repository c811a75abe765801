/* Loaded at the top of the body: marks the page as enhanced before it is painted, so that nothing jumps. */
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
