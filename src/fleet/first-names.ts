/**
 * What people are called. Of faker only the English first names are needed; its main entry would load all seventy locales: 30 MB and
 * 0.1 s. The English one alone still takes 7 MB: shards in processes of their own are sent the names instead.
 */
import { faker } from "@faker-js/faker/locale/en";

export const firstNames: readonly string[] = faker.definitions.person.first_name.generic!;
