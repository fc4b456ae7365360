import { MathText } from "../ui/math";

/** What is asked in a section, in our own words. */
export function Directions({ section, factor = 1 }: { section: string; factor?: number }) {
  const minutes = (n: number) => Math.round(n * factor);
  if (section === "Math") {
    return (
      <div class="prose directions">
        <p>Each Math module has 22 questions in {minutes(35)} minutes. A calculator and a sheet of formulas are there throughout.</p>
        <ul>
          <li>Unless a question says otherwise, variables stand for real numbers, figures lie in a plane and are drawn to scale, and a function is defined wherever its expression is.</li>
          <li>About three in four questions have four choices, one of them right.</li>
          <li>For the others you type a number: at most 5 characters, or 6 with a minus sign in front.</li>
        </ul>
        <table class="entries">
          <caption>Typing an answer</caption>
          <thead><tr><th scope="col">Answer</th><th scope="col">Right to type</th><th scope="col">Not read as it</th></tr></thead>
          <tbody>
            <tr><th scope="row"><MathText text="$3.5$" /></th><td><code>3.5</code> <code>3.50</code> <code>7/2</code></td><td><code>31/2</code> <code>3 1/2</code></td></tr>
            <tr><th scope="row"><MathText text="$\frac{2}{3}$" /></th><td><code>2/3</code> <code>.6666</code> <code>.6667</code> <code>0.667</code></td><td><code>0.66</code> <code>.67</code></td></tr>
            <tr><th scope="row"><MathText text="$-\frac{1}{3}$" /></th><td><code>-1/3</code> <code>-.3333</code> <code>-0.333</code></td><td><code>-.33</code> <code>-0.33</code></td></tr>
          </tbody>
        </table>
        <ul>
          <li>Where more than one answer is right, type one.</li>
          <li>A fraction that does not fit is typed as a decimal; a long decimal is cut or rounded so that it fills the space.</li>
          <li>Leave out signs such as %, $ and commas. Type a mixed number as a fraction or decimal.</li>
        </ul>
      </div>
    );
  }
  return (
    <div class="prose directions">
      <p>Each Reading and Writing module has 27 questions in {minutes(32)} minutes.</p>
      <ul>
        <li>Each question has a short text of its own, some with a table or graph, some with a second text. Read it, then choose the best of four answers; exactly one is best.</li>
        <li>Questions of a kind stand together: words and structure first, then ideas and evidence, then the conventions of English, then how to express ideas. Within a kind they tend to get harder.</li>
        <li>Everything that an answer needs stands in the text.</li>
      </ul>
    </div>
  );
}
