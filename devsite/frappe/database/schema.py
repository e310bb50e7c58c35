"""Tables of doctypes: creation, new columns, indexes, and the statements that read and write a row."""

import frappe
from frappe.database.columns import declaration, encoder
from frappe.model import child_table_fields, optional_fields, standard_column_types


def sync(meta):
	"""Creates the doctype's table, or adds what it lacks: columns, search indexes, unique indexes."""
	if meta.issingle:
		return
	db, table = frappe.db, f"tab{meta.name}"
	wanted = {"name": "TEXT NOT NULL PRIMARY KEY COLLATE NOCASE"}
	standard = ["creation", "modified", "modified_by", "owner", "docstatus", "idx"]
	standard += child_table_fields if meta.istable else optional_fields[:4]
	if meta.track_seen:
		standard.append("_seen")
	for column in standard:
		wanted[column] = declaration(standard_column_types[column])
	for df in meta.column_fields:
		wanted.setdefault(df.fieldname, declaration(df.fieldtype, df.default))
	existing = set(db.columns_of(table))
	if not existing:
		columns = ", ".join(f"`{column}` {kind}" for column, kind in wanted.items())
		db.execute(f"CREATE TABLE `{table}` ({columns})")
	else:
		for column, kind in wanted.items():
			if column.lower() not in existing:
				db.execute(f"ALTER TABLE `{table}` ADD COLUMN `{column}` {kind}")
	indexes = [("parent", False)] if meta.istable else [("modified", False)]
	indexes += [(df.fieldname, bool(df.unique)) for df in meta.column_fields if df.unique or df.search_index]
	for column, unique in indexes:
		create_index(table, [column], unique=unique)
	db.forget_schema()


def create_index(table, columns, name=None, unique=False):
	"""Creates an index (unless it exists) named as Frappe names it, below the table's name."""
	name = name or ("unique_" if unique else "") + "_".join(columns) + "_index"
	listed = ", ".join(f"`{column}`" for column in columns)
	kind = "UNIQUE INDEX" if unique else "INDEX"
	frappe.db.execute(f"CREATE {kind} IF NOT EXISTS `{table}.{name}` ON `{table}` ({listed})")


class Statements:
	"""The prepared texts and encoders with which documents of one doctype are read and written."""

	def __init__(self, meta):
		table = f"`tab{meta.name}`"
		types = {}
		for column in meta.get_valid_columns():
			df = meta.get_field(column)
			if df:
				types[column] = (df.fieldtype, df.length)
			else:
				types[column] = (standard_column_types[column], 255 if column == "parent" else None)
		self.encoders = {column: encoder(*kind) for column, kind in types.items()}
		self.types = {column: kind[0] for column, kind in types.items()}
		columns = ", ".join(f"`{column}`" for column in types)
		marks = ", ".join("?" for _ in types)
		self.insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
		self.updated = [(column, encode) for column, encode in self.encoders.items() if column != "name"]
		sets = ", ".join(f"`{column}`=?" for column, _ in self.updated)
		self.update = f"UPDATE {table} SET {sets} WHERE `name`=?"
		self.select = f"SELECT * FROM {table} WHERE `name`=?"
		self.select_children = (
			f"SELECT * FROM {table} WHERE `parent`=? AND `parenttype`=? AND `parentfield`=? ORDER BY `idx`"
		)
		self.delete_children = f"DELETE FROM {table} WHERE `parent`=? AND `parenttype`=? AND `parentfield`=?"
