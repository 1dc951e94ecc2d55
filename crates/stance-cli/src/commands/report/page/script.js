// Filters and searches the paragraphs of the page, and opens what a link leads to or what is printed.
'use strict';
(() => {
  const form = document.getElementById('filter');
  const byId = (id) => document.getElementById(id);
  // Without accents, case and typographic apostrophes.
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(/[’ʼ]/g, "'").replace(/œ/g, 'oe').replace(/æ/g, 'ae').replace(/\s+/g, ' ');

  const articles = [...document.querySelectorAll('#list > .article')].map((element) => ({
    element,
    source: element.getAttribute('data-source'),
    wasOpen: element.open,
    head: null,
    paragraphs: [...element.querySelectorAll('.paragraph')].map((item) => ({
      element: item,
      labels: (item.getAttribute('data-label') || '').split(' '),
      speakers: (item.getAttribute('data-speaker') || '').split(' '),
      text: null,
    })),
  }));
  const all = articles.reduce((sum, article) => sum + article.paragraphs.length, 0);

  const has = (id) => byId(id) !== null;
  const chosen = (id) => (has(id) ? byId(id).value : '');

  // A paragraph answers when each word stands in it, or in the head of its article.
  const answers = (article, paragraph, wanted) => {
    if (wanted.label && !paragraph.labels.includes(wanted.label)) return false;
    if (wanted.speaker && !paragraph.speakers.includes(wanted.speaker)) return false;
    if (wanted.words.length === 0) return true;
    paragraph.text ??= fold(paragraph.element.querySelector('.text').textContent);
    article.head ??= fold(article.element.querySelector('.headline').textContent);
    return wanted.words.every((word) => paragraph.text.includes(word) || article.head.includes(word));
  };

  let wasActive = false;
  const apply = () => {
    const wanted = {
      words: fold(chosen('words')).split(' ').filter(Boolean),
      label: chosen('label'),
      source: chosen('source'),
      speaker: chosen('speaker'),
    };
    const isActive = Boolean(wanted.words.length > 0 || wanted.label || wanted.source || wanted.speaker);
    let found = 0;
    for (const article of articles) {
      let here = 0;
      const isOfSource = !wanted.source || article.source === wanted.source;
      for (const paragraph of article.paragraphs) {
        const shown = isOfSource && answers(article, paragraph, wanted);
        if (paragraph.element.hidden === shown) paragraph.element.hidden = !shown;
        here += shown ? 1 : 0;
      }
      const hidden = isActive && here === 0;
      if (article.element.hidden !== hidden) article.element.hidden = hidden;
      if ('open' in article.element) {
        if (isActive && !wasActive) article.wasOpen = article.element.open;
        // Without a choice, what a reader opened or closed stays so.
        const open = isActive ? here > 0 : wasActive ? article.wasOpen : article.element.open;
        if (article.element.open !== open) article.element.open = open;
      }
      found += here;
    }
    wasActive = isActive;
    const number = (value) => value.toLocaleString(form.dataset.language);
    byId('count').textContent = number(found) + form.dataset.of + number(all) + form.dataset.unit;
    byId('nothing').hidden = found > 0 || all === 0;
  };

  if (form) {
    let waiting = 0;
    form.hidden = false;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    };
    form.addEventListener('input', later);
    form.addEventListener('change', later);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      apply();
    });
    // The fields are empty only after the event.
    form.addEventListener('reset', () => setTimeout(apply, 0));
    apply();
  }

  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (form && target.closest('[hidden]')) {
      form.reset();
      apply();
    }
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === 'DETAILS') at.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  if (location.hash) reveal();

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const element of closed) element.open = true;
  });
  addEventListener('afterprint', () => {
    for (const element of closed) element.open = false;
  });
})();
