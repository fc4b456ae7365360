// How long a first visit takes on a processor four times slower. Reported, not
// judged: it depends on the machine.
export default async function speed(stage) {
  const page = await stage.person();
  const line = await page.context().newCDPSession(page);
  await line.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.to("sign-in");
  await page.getByLabel("Password").waitFor();
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    usable: performance.now(),
    bytes: performance.getEntriesByType("resource").reduce((n, r) => n + r.encodedBodySize, 0),
  }));
  console.log(`first visit, processor slowed 4 times: painted after ${Math.round(times.paint)} ms, usable before ${Math.round(times.usable)} ms, ${Math.round(times.bytes / 1024)} KiB fetched`);
}
