import type { ComponentChildren } from "preact";
import { MathText } from "../ui/math";
import "./reference.css";

/** One figure with what holds in it. */
function Card({ name, alt, formulas, children }: { name: string; alt: string; formulas: string[]; children: ComponentChildren }) {
  return (
    <li class="ref-card">
      <svg viewBox="0 0 120 84" role="img" aria-label={alt} class="ref-figure">{children}</svg>
      <p class="small soft">{name}</p>
      {formulas.map((f) => <p key={f}><MathText text={`$${f}$`} /></p>)}
    </li>
  );
}

const T = ({ x, y, children }: { x: number; y: number; children: string }) => <text x={x} y={y}>{children}</text>;

/** The sheet of formulas of the Math section, in our own drawing. */
export default function Reference() {
  return (
    <div class="reference">
      <ul class="ref-grid" role="list">
        <Card name="Circle" alt="A circle with radius r" formulas={["A=\\pi r^2", "C=2\\pi r"]}>
          <circle cx="60" cy="42" r="32" /><path d="M60 42 H92" /><circle class="dot" cx="60" cy="42" r="1.8" /><T x={73} y={37}>r</T>
        </Card>
        <Card name="Rectangle" alt="A rectangle with length l and width w" formulas={["A=\\ell w"]}>
          <rect x="20" y="22" width="80" height="40" /><T x={58} y={76}>ℓ</T><T x={105} y={46}>w</T>
        </Card>
        <Card name="Triangle" alt="A triangle with base b and height h" formulas={["A=\\frac{1}{2}bh"]}>
          <path d="M18 66 H102 L70 14 Z" /><path class="thin" d="M70 14 V66" /><path class="thin" d="M70 60 h-6 v6" /><T x={56} y={80}>b</T><T x={74} y={48}>h</T>
        </Card>
        <Card name="Right triangle" alt="A right triangle with legs a and b and hypotenuse c" formulas={["c^2=a^2+b^2"]}>
          <path d="M24 66 H98 L24 16 Z" /><path class="thin" d="M24 58 h8 v8" /><T x={12} y={45}>b</T><T x={58} y={80}>a</T><T x={64} y={38}>c</T>
        </Card>
        <Card name="Angles 30°, 60°, 90°" alt="A right triangle with angles of 30 and 60 degrees: short leg x, long leg x root 3, hypotenuse 2 x" formulas={["x:\\ x\\sqrt{3}:\\ 2x"]}>
          <path d="M14 66 H102 L102 16 Z" /><path class="thin" d="M94 66 v-8 h8" /><T x={106} y={44}>x</T><T x={50} y={80}>x√3</T><T x={46} y={36}>2x</T><T x={30} y={63}>30°</T><T x={82} y={36}>60°</T>
        </Card>
        <Card name="Angles 45°, 45°, 90°" alt="A right triangle with two angles of 45 degrees: legs s, hypotenuse s root 2" formulas={["s:\\ s:\\ s\\sqrt{2}"]}>
          <path d="M32 66 H84 L32 14 Z" /><path class="thin" d="M32 58 h8 v8" /><T x={21} y={44}>s</T><T x={54} y={80}>s</T><T x={64} y={36}>s√2</T><T x={52} y={63}>45°</T><T x={34} y={47}>45°</T>
        </Card>
        <Card name="Box" alt="A box with length l, width w and height h" formulas={["V=\\ell wh"]}>
          <path d="M18 34 H78 V70 H18 Z M18 34 L42 16 H102 L78 34 M102 16 V52 L78 70" /><T x={45} y={82}>ℓ</T><T x={94} y={70}>w</T><T x={107} y={38}>h</T>
        </Card>
        <Card name="Cylinder" alt="A cylinder with radius r and height h" formulas={["V=\\pi r^2h"]}>
          <ellipse cx="60" cy="18" rx="30" ry="9" /><path d="M30 18 V66 A30 9 0 0 0 90 66 V18" /><path class="thin" d="M60 18 H90" /><T x={94} y={20}>r</T><T x={96} y={50}>h</T>
        </Card>
        <Card name="Sphere" alt="A sphere with radius r" formulas={["V=\\frac{4}{3}\\pi r^3"]}>
          <circle cx="60" cy="42" r="32" /><path class="thin" d="M28 42 A32 10 0 0 0 92 42" /><path d="M60 42 H92" /><circle class="dot" cx="60" cy="42" r="1.8" /><T x={73} y={37}>r</T>
        </Card>
        <Card name="Cone" alt="A cone with radius r and height h" formulas={["V=\\frac{1}{3}\\pi r^2h"]}>
          <path d="M28 66 L60 10 L92 66" /><ellipse cx="60" cy="66" rx="32" ry="9" /><path class="thin" d="M60 10 V66 H92" /><T x={64} y={46}>h</T><T x={97} y={70}>r</T>
        </Card>
        <Card name="Pyramid" alt="A pyramid with a rectangular base of length l and width w, and height h" formulas={["V=\\frac{1}{3}\\ell wh"]}>
          <path d="M20 62 L56 74 L102 60 L62 10 Z M62 10 L56 74" /><path class="thin" d="M20 62 L66 50 L102 60 M66 50 L62 10 M62 10 V62" /><T x={30} y={80}>w</T><T x={82} y={78}>ℓ</T><T x={67} y={44}>h</T>
        </Card>
      </ul>
      <ul class="ref-facts">
        <li>A full turn has 360 degrees, or <MathText text="$2\pi$" /> radians.</li>
        <li>The angles of a triangle sum to 180 degrees.</li>
      </ul>
    </div>
  );
}
