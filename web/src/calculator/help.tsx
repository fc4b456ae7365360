/** What can be typed, by example. */
const typed: [string, [string, string][]][] = [
  ["Calculate", [
    ["2/3 + 1/6", "a value, exactly where it is a fraction"],
    ["sqrt(2), √2, cbrt(8)", "roots; |x| or abs(x) is the size"],
    ["sin(30°), cos x, arctan(1)", "angles in radians or degrees, as set above; ° always means degrees"],
    ["log(100), ln(e), log_2(8)", "logarithms to the base 10, e and 2"],
    ["5!, nCr(5, 2), 20% of 45", "counting and percent"],
    ["mean([3, 5, 10])", "also median, stdev (of a sample), stdevp, min, max, total, count"],
  ]],
  ["Draw", [
    ["y = 2x + 1", "a function; x^2 - 3 alone does too"],
    ["x = 4, x = y^2", "upright lines and curves"],
    ["x^2 + y^2 = 25", "any equation of x and y"],
    ["y > 2x + 1, 1 < x <= 3", "inequalities; a broken edge does not belong to them"],
    ["y = x^2 {x > 0}", "only where a condition holds"],
    ["(1, 2), (3, 4)", "points"],
    ["x^2 = 5x - 6", "an equation in x alone is solved"],
  ]],
  ["Name", [
    ["a = 2", "a number with a slider; a line that uses an unknown letter offers one"],
    ["f(x) = x^2 - 1", "a function, for use as f(3)"],
    ["L = [1, 2, 3]", "a list"],
    ["y1 ~ m x1 + b", "the best fit to a table; any rule will do, such as a*b^x1"],
    ["# half-time scores", "a note to yourself"],
  ]],
];

const keys: [string, string][] = [
  ["Enter", "a new line below"],
  ["↑ ↓", "to the line above or below"],
  ["Esc", "close the calculator; nothing is lost"],
  ["Arrows, in the graph", "move it; with Shift further"],
  ["+ − 0", "closer, further, back to the beginning"],
  ["T", "walk along a curve with ← →; ↑ ↓ change the curve"],
  ["N, P", "next and previous intercept, turning point or intersection"],
];

export function Help() {
  return (
    <div class="calculator-help" tabIndex={0} role="region" aria-label="What can be typed">
      <p class="small soft">1/2x is read from left to right, as one half times x; write 1/(2x) for the other. Below each line you see how it is read.</p>
      {typed.map(([title, list]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>{list.map(([code, what]) => <div key={code}><dt><code>{code}</code></dt><dd>{what}</dd></div>)}</dl>
        </section>
      ))}
      <section>
        <h3>Keys</h3>
        <dl>{keys.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
      </section>
    </div>
  );
}
