"""Facts about field types and standard columns."""

from devsite.unsupported import guard

no_value_fields = (
	"Section Break", "Column Break", "Tab Break", "HTML", "Table", "Button", "Heading",
)  # fmt: skip
table_fields = ("Table",)
display_fieldtypes = tuple(kind for kind in no_value_fields if kind not in table_fields)
float_like_fields = {"Float", "Currency", "Percent"}
datetime_fields = {"Datetime", "Date", "Time"}
integer_fields = {"Int", "Check"}
varchar_fields = {
	"Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Autocomplete",
}  # fmt: skip
text_fields = {
	"Small Text", "Code", "Text Editor", "HTML Editor", "Text", "Long Text", "Password",
	"Attach",
	"Attach Image", "JSON",
}  # fmt: skip
data_fieldtypes = tuple(
	float_like_fields | datetime_fields | integer_fields | varchar_fields | text_fields | {"Duration"}
)
default_fields = (
	"doctype", "name", "owner", "creation", "modified", "modified_by", "docstatus", "idx",
)  # fmt: skip
child_table_fields = ("parent", "parentfield", "parenttype")
optional_fields = ("_user_tags", "_comments", "_assign", "_liked_by", "_seen")
# doctypes whose columns are not filtered by permission level
CORE = frozenset(
	(
		"DefaultValue", "DocType", "DocField", "DocPerm", "User", "Role", "Has Role", "Module Def",
		"Custom Field",
	)
)  # fmt: skip

# types of the columns that every table has
standard_column_types = {
	"name": "Data", "owner": "Data", "modified_by": "Data", "creation": "Datetime", "modified": "Datetime",
	"docstatus": "Int", "idx": "Int", "parent": "Data", "parentfield": "Data", "parenttype": "Data",
	"_user_tags": "Text", "_comments": "Text", "_assign": "Text", "_liked_by": "Text", "_seen": "Text",
}  # fmt: skip

__getattr__ = guard(__name__)
