// Drawn for this app on a 24-unit grid, one stroke, round ends.
const shapes = {
  home: "M4 11.5 12 4l8 7.5M6.5 9.5V20h11V9.5",
  practice: "M5 19.500 6.200 15 16 5.200a2 2 0 0 1 2.800 2.800L9 17.800zM14 7.200l2.800 2.800",
  history: "M5 5.500h14M5 12h14M5 18.500h9",
  people: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.6-3.600 3.200-5.500 6.500-5.500s5.900 1.900 6.500 5.500M16 5a3.200 3.200 0 0 1 0 6.200M18 14.800c1.900.8 3.100 2.500 3.500 5.200",
  data: "M5 19.500V11M12 19.500V4.500M19 19.500v-5.500",
  question: "M9 9.500a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.300-1.500 2.400M12 18h.01M12 21.500a9.500 9.500 0 1 0 0-19 9.500 9.500 0 0 0 0 19z",
  package: "M4 8 12 3.500 20 8v8.500L12 21l-8-4.500zM4 8l8 4.500L20 8M12 12.500V21",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6",
  right: "M5 12.500 10 17.500 19.500 7",
  wrong: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  skip: "M6 12h12",
  flag: "M6 21V4.500M6 5.500h11.500l-2.500 4 2.500 4H6",
  strike: "M4 12h16M8 8.500C8 6.500 9.600 5 12 5c1.800 0 3.200.8 3.800 2M16 15.500c0 2-1.600 3.500-4 3.500-2 0-3.500-.9-4-2.500",
  undo: "M8.500 8.500H15a4.500 4.500 0 0 1 0 9H7M8.500 8.500 12 5M8.500 8.500 12 12",
  hint: "M9.500 18h5M10 21h4M8.500 14.500A6 6 0 1 1 15.500 14.500c-.7.6-1 1.300-1 2h-5c0-.7-.3-1.400-1-2z",
  next: "M5 12h14M13 6l6 6-6 6",
  back: "M19 12H5M11 6l-6 6 6 6",
  close: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  clock: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 7.500V12l3 2",
  down: "M6 9.500l6 6 6-6",
  more: "M5.500 12h.01M12 12h.01M18.500 12h.01",
  target: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h.01",
  changed: "M4 9h13l-3.500-3.500M20 15H7l3.500 3.500",
} as const;

export type IconName = keyof typeof shapes;

/** A small drawing beside words; it says nothing by itself. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
