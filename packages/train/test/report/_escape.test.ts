import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeText, Markup, markup, trusted } from "../../src/report/_escape.ts";
import { elements } from "./_elements.ts";

test("values are escaped, markup is not, and nothing stands for what is not there", () => {
  const inner = markup`<b title="${'"x"'}">${"a<b"}</b>`;
  expect(inner.text).toBe('<b title="&quot;x&quot;">a&lt;b</b>');
  expect(markup`<p>${inner}${[1, "&", inner]}${null}${undefined}${false}${0}</p>`.text).toBe(
    `<p>${inner.text}1&amp;${inner.text}0</p>`,
  );
  expect(markup`${trusted("<svg/>")}`.text).toBe("<svg/>");
});

test("an object of a file that looks like markup is none", () => {
  const forged = JSON.parse('{"text":"<script>"}') as Markup;
  expect(markup`<p>${forged}</p>`.text).toBe("<p>[object Object]</p>");
  expect(markup`${"x"}`).toBeInstanceOf(Markup);
});

test("any text comes back out of an element and an attribute", () => {
  fc.assert(
    fc.property(fc.uint16Array({ maxLength: 40 }), (units) => {
      const text = String.fromCharCode(...units);
      const [element] = elements(markup`<p title="${text}">${text}</p>`.text);
      const expected = text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
      expect(element).toMatchObject({ text: expected, attributes: { title: expected } });
    }),
  );
  expect(escapeText("a\u0000b\ud800")).toBe("a\ufffdb\ufffd");
});
