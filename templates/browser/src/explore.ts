// Entry of the explore page.
export {};
