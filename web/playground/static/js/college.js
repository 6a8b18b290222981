/** One college out of what each platform tells: somebody on both is one person, and equal departments are one branch. */

import { accountOf } from "./platforms.js";

/** `colleges` are { platform, departments, people }, the leading platform first. People keep its order and its names. */
export function joinColleges(colleges) {
  const departments = new Map();
  const people = new Map();
  for (const college of colleges) {
    const ids = addDepartments(departments, college);
    const holders = holdersOf(people, college);
    for (const person of college.people) {
      const account = accountOf(college.platform, person.userid);
      const holder = holders.get(person.userid);
      if (holder) holder.accounts.set(college.platform, account);
      else addPerson(people, { ...person, account, departmentId: ids.get(person.departmentId) ?? null }, college, departments);
    }
  }
  return { departments, people };
}

/** Of each department by its id: the names from the top down to it, as one text. */
export function pathsOf(units) {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const pathOf = (unit) => (unit ? [...pathOf(byId.get(unit.parentId)), unit.name] : []);
  return new Map(units.map((unit) => [unit.id, JSON.stringify(pathOf(unit))]));
}

/** Departments are the same where the names of all above them are; gives the joint id of each. */
function addDepartments(departments, { platform, departments: units }) {
  const paths = pathsOf(units);
  const known = new Map([...departments.values()].map(({ id, path }) => [path, id]));
  const ids = new Map(units.map((unit) => [unit.id, known.get(paths.get(unit.id)) ?? `${platform}:${unit.id}`]));
  for (const unit of units) {
    const id = ids.get(unit.id);
    if (!departments.has(id)) departments.set(id, { id, name: unit.name, parentId: ids.get(unit.parentId) ?? null, path: paths.get(unit.id) });
  }
  return ids;
}

/** Who of this platform is known already: by a staff number that only one person has on either side. */
function holdersOf(people, { platform, people: members }) {
  const single = (persons) => {
    const counts = new Map();
    for (const { staffNo } of persons) counts.set(staffNo, (counts.get(staffNo) ?? 0) + 1);
    return (staffNo) => staffNo !== "" && counts.get(staffNo) === 1;
  };
  const [isOneHere, isOneThere] = [single(members), single([...people.values()])];
  const known = new Map([...people.values()].filter(({ accounts }) => !accounts.has(platform)).map((person) => [person.staffNo, person]));
  const pairs = members.filter(({ staffNo }) => isOneHere(staffNo) && isOneThere(staffNo) && known.has(staffNo));
  return new Map(pairs.map(({ userid, staffNo }) => [userid, known.get(staffNo)]));
}

function addPerson(people, person, { platform }, departments) {
  const { userid, name, position, departmentId, account } = person;
  const key = people.has(userid) ? account : userid;
  const department = departments.get(departmentId)?.name ?? "";
  // Where a name is a post's label, the post and the department would only say it again.
  const [post, unit] = [position, department].map((word) => (name.includes(word) ? "" : word));
  const about = { post, place: [post, unit].filter(Boolean).join(" · ") || position };
  const sought = `${name} ${position} ${department} ${userid}`.toLowerCase();
  people.set(key, { ...person, key, about, sought, accounts: new Map([[platform, account]]) });
}
