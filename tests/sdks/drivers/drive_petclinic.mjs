// A client made by openapi-typescript-codegen: seven resources, rows below others, pages from 0.
import { URL, assert, fails, step } from "./steps.mjs";

const made = await import(`${process.env.SDK_HOME}/made/index.mjs`);
const { OpenAPI, OwnersService, PetsService, PettypesService, VetsService } = made;
OpenAPI.BASE = URL;
let owner, pet;

await step("list", async () => {
  assert.ok((await OwnersService.listOwners()).length > 1);
  assert.ok((await VetsService.listVets()).length > 1);
});
await step("create", async () => {
  owner = await OwnersService.addOwner({
    firstName: "George", lastName: "Franklin", address: "110 W. Liberty St.", city: "Madison", telephone: "6085551023",
  });
  assert.equal(owner.lastName, "Franklin");
});
await step("read what was created", async () => {
  assert.equal((await OwnersService.getOwner(owner.id)).city, "Madison");
});
await step("filter", async () => {
  assert.deepEqual((await OwnersService.listOwners("Franklin")).map((each) => each.id), [owner.id]);
});
await step("below another", async () => {
  const type = (await PettypesService.listPetTypes())[0];
  pet = await OwnersService.addPetToOwner(owner.id, { name: "Leo", birthDate: "2010-09-07", type });
  assert.equal(pet.name, "Leo");
  assert.equal((await OwnersService.getOwnersPet(owner.id, pet.id)).name, "Leo");
  assert.equal((await PetsService.getPet(pet.id)).ownerId, owner.id);
  const visit = await OwnersService.addVisitToOwner(owner.id, pet.id, { date: "2030-01-01", description: "rabies shot" });
  assert.equal(visit.description, "rabies shot");
});
await step("change", async () => {
  const { id, pets, ...fields } = owner;
  await OwnersService.updateOwner(owner.id, { ...fields, city: "Monona" });
  assert.equal((await OwnersService.getOwner(owner.id)).city, "Monona");
});
await step("delete", async () => {
  await PetsService.deletePet(pet.id);
  await OwnersService.deleteOwner(owner.id);
});
await fails("read what is gone", 404, () => OwnersService.getOwner(owner.id));
await fails("a body that lacks something", 400, () => OwnersService.addOwner({ firstName: "x" }));
