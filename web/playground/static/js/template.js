/** A card as the emulator shows it (WeCom's template_card and what can be pressed now) -> what `card.js` draws. */

const LINK = 1;

export function readCard({ task_id: taskId, content, replaced_by: replaced, buttons, menu, choices }) {
  return {
    taskId,
    source: content.source?.desc ?? "",
    title: content.main_title?.title ?? "",
    desc: content.main_title?.desc ?? "",
    emphasis: content.emphasis_content?.title ? { desc: "", ...content.emphasis_content } : null,
    quote: [content.quote_area?.title, content.quote_area?.quote_text].filter(Boolean).join("\n"),
    sub: content.sub_title_text ?? "",
    rows: (content.horizontal_content_list ?? []).map(readRow),
    verticals: (content.vertical_content_list ?? []).map(({ title, desc = "" }) => ({ title, desc })),
    selects: choices.map(readChoice),
    links: (content.jump_list ?? []).map(({ title, url }) => ({ text: title, url })),
    replaced,
    buttons,
    menu,
  };
}

function readRow({ keyname, value = "", type, url = "" }) {
  return { label: keyname, value, url: type === LINK ? url : "" };
}

function readChoice({ question_key: key, title, multiple: isMany, locked: isLocked, chosen, options }) {
  return { key, title, isMany, isLocked, options: options.map(({ id, text }) => ({ id, text, isChosen: chosen.includes(id) })) };
}
