import assert from "node:assert/strict";

import * as api from "./client/index.js";
import { createClient } from "./client/client/index.js";

const baseUrl = process.argv[2];
const nobody = createClient({ baseUrl });

const refused = await api.listClients({ client: nobody });
assert.equal(refused.response.status, 401);

const token = await api.authenticate({ client: nobody, body: { email: "max@example.org", password: "secret" } });
assert.equal(token.response.status, 200);
const client = createClient({ baseUrl, auth: () => token.data!.id_token });

const made = await api.createClient({ client, body: { name: "Max Mustermann", platform: "WINDOWS" } });
assert.equal(made.response.status, 201);
assert.equal(made.data!.name, "Max Mustermann");
const path = { id: made.data!.id };

assert.deepEqual((await api.getClient({ client, path })).data, made.data);
assert.deepEqual((await api.listClients({ client, query: { page: 0, size: 5 } })).data, [made.data]);

const changed = await api.updateClient({ client, path, body: { name: "Erika" } });
assert.equal(changed.data!.name, "Erika");

const wrong = await api.createClient({ client, body: { name: 5 as unknown as string } });
assert.equal(wrong.response.status, 400);
assert.equal(wrong.error!.status, 400);

for (const each of (await api.listClients({ client })).data!) {
  assert.equal((await api.deleteClient({ client, path: { id: each.id } })).response.status, 204);
}
const gone = await api.getClient({ client, path });
assert.equal(gone.response.status, 404);
assert.equal(gone.error!.status, 404);
assert.deepEqual((await api.listClients({ client })).data, []);
console.log("the story ends well");
