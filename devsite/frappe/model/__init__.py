"""Facts about field types and standard columns."""

from devsite.unsupported import guard

no_value_fields = (
	"Section Break", "Column Break", "Tab Break", "HTML", "Table", "Table MultiSelect", "Button", "Image",
	"Fold", "Heading",
)  # fmt: skip
table_fields = ("Table", "Table MultiSelect")
display_fieldtypes = tuple(kind for kind in no_value_fields if kind not in table_fields)
float_like_fields = {"Float", "Currency", "Percent"}
datetime_fields = {"Datetime", "Date", "Time"}
integer_fields = {"Int", "Long Int", "Check"}
varchar_fields = {
	"Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Icon", "Phone", "Autocomplete",
}  # fmt: skip
text_fields = {
	"Small Text", "Long Text", "Code", "Text Editor", "Markdown Editor", "HTML Editor", "Text", "Password",
	"Attach", "Attach Image", "Signature", "JSON",
}  # fmt: skip
numeric_fieldtypes = ("Currency", "Int", "Long Int", "Float", "Percent", "Check")
data_fieldtypes = tuple(
	float_like_fields
	| datetime_fields
	| integer_fields
	| varchar_fields
	| text_fields
	| {"Rating", "Duration"}
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
		"Property Setter", "Custom Field",
	)
)  # fmt: skip
log_types = ("Version", "Error Log", "Scheduled Job Log", "Notification Log", "Deleted Document")

# types of the columns that every table has
standard_column_types = {
	"name": "Data", "owner": "Data", "modified_by": "Data", "creation": "Datetime", "modified": "Datetime",
	"docstatus": "Int", "idx": "Int", "parent": "Data", "parentfield": "Data", "parenttype": "Data",
	"_user_tags": "Text", "_comments": "Text", "_assign": "Text", "_liked_by": "Text", "_seen": "Text",
}  # fmt: skip

__getattr__ = guard(__name__)
