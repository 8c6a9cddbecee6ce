// What a page of a stranger may try with a mock on the same machine; tells what it has got.
async ([mock, origin]) => {
  const got = [], tries = [];
  const attempt = (name, promise) => tries.push(promise.then(told => told && got.push(name + ': ' + told), () => {}));
  const read = (name, path, options) =>
    attempt(name, fetch(mock + path, options).then(async answer => answer.ok && (await answer.text()).slice(0, 40)));
  for (const path of ['/__ringback/journal', '/__ringback/health', '/__ringback/', '/__ringback/snapshot']) {
    read('read ' + path, path);
    read('read with cookies ' + path, path, {credentials: 'include'});
  }
  const posted = ['/reset', '/overrides', '/faults', '/clock', '/tokens', '/sessions', '/console/do/seed',
                  '/console/do/reset'];
  const bodies = {'text/plain': '{"seed": 9, "name": "owned"}', 'application/x-www-form-urlencoded': 'seed=9',
                  'application/json': '{"seed": 9, "name": "owned"}'};
  for (const [type, body] of Object.entries(bodies))
    for (const path of posted)
      for (const mode of ['no-cors', 'cors'])
        for (const credentials of ['omit', 'include'])
          read(`${mode} ${type} ${path}`, '/__ringback' + path,
               {method: 'POST', mode, body, credentials, headers: {'Content-Type': type}});
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    for (const path of ['/seed', '/journal', '/auth', '/snapshot'])
      read(method + path, '/__ringback' + path, {method, body: method == 'DELETE' ? undefined : '{"seed": 9}'});
  for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
    const frame = document.createElement('iframe'), form = document.createElement('form');
    frame.name = 'f' + enctype; document.body.append(frame);
    Object.assign(form, {method: 'post', enctype, target: frame.name, action: mock + '/__ringback/console/do/seed'});
    form.innerHTML = '<input name=seed value=9>'; document.body.append(form); form.submit();
  }
  const listens = (name, made) => attempt(name, new Promise((done, not) => {
    made.onmessage = event => done(event.data); made.onopen = () => done('open'); made.onerror = not; setTimeout(not, 2000); }));
  listens('events', new EventSource(mock + '/__ringback/journal'));
  listens('socket', new WebSocket(mock.replace('http', 'ws') + '/__ringback/journal'));
  const loads = (name, tag, attribute, path) => attempt(name, new Promise((done, not) => {
    const made = document.createElement(tag); made.onload = () => done('loaded'); made.onerror = not;
    made[attribute] = mock + path; document.body.append(made); setTimeout(not, 2000); }));
  loads('script', 'script', 'src', '/__ringback/journal');
  loads('style', 'link', 'href', '/__ringback/console/static/console.css');
  const sandbox = document.createElement('iframe');
  sandbox.sandbox = 'allow-scripts allow-forms';
  attempt('null origin', new Promise((done, not) => {
    addEventListener('message', event => event.data ? done(event.data) : not()); setTimeout(not, 3000); }));
  sandbox.srcdoc = `<script>fetch('${mock}/__ringback/seed', {method: 'PUT', body: '{"seed": 9}'}).then(() => 0, () => 0);
    fetch('${mock}/__ringback/journal').then(a => a.text()).then(t => parent.postMessage(t.slice(0, 40), '*'),
    () => parent.postMessage('', '*'))</script>`;
  document.body.append(sandbox);
  await Promise.all(tries);
  return got;
}
