// What this browser's database does when nothing else is asked of it: the yardstick for uploads and downloads.

const valueBytes = 1 << 20;

/** Rates of putting and getting 1 MiB values that cannot be compressed, in the page's own origin: { put, get } in MB/s. */
export function rawIndexedDbRates(page, { values = 256 } = {}) {
  return page.evaluate(measureInPage, { values, bytes: valueBytes });
}

async function measureInPage({ values, bytes }) {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const completed = (transaction) =>
    new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  const randomValue = () => {
    const value = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(value.subarray(at, at + 65_536));
    return value;
  };
  const rate = (started) => (values * bytes) / 1000 / (performance.now() - started);

  const opening = indexedDB.open("raw-rates");
  opening.onupgradeneeded = () => opening.result.createObjectStore("values");
  const database = await done(opening);
  try {
    // Making random bytes is no work of the database: it is done before the clock starts, a few values again and again.
    const some = Array.from({ length: 8 }, randomValue);
    let started = performance.now();
    for (let key = 0; key < values; key += 1) {
      const transaction = database.transaction("values", "readwrite");
      transaction.objectStore("values").put(some[key % some.length], key);
      await completed(transaction);
    }
    const put = rate(started);
    started = performance.now();
    for (let key = 0; key < values; key += 1) {
      const value = await done(database.transaction("values").objectStore("values").get(key));
      if (value.length !== bytes) throw new Error("the database returned something else");
    }
    return { put, get: rate(started) };
  } finally {
    database.close();
    await done(indexedDB.deleteDatabase("raw-rates"));
  }
}
