//! Functions in a plan carry the checksum of their models: who reads the plan computes with the same bytes or not at all.

use std::sync::Arc;

use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, TableReference, exec_err, plan_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{
    ColumnarValue, Extension, LogicalPlan, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use crate::Functions;

/// What precedes a checksum in a plan.
const MARK: &str = "stance-models sha256:";

/// Writes plans whose functions are pinned to checksums, and reads them where the functions are the same.
#[derive(Debug)]
pub(crate) struct Pinning<C> {
    inner: C,
    functions: Functions,
    /// Who reads: `the scheduler`, `executor 10.0.0.7:50051`.
    who: String,
}

impl<C: Default> Pinning<C> {
    fn new(functions: &Functions, who: &str) -> Self {
        Self {
            inner: C::default(),
            functions: functions.clone(),
            who: who.to_owned(),
        }
    }
}

/// Returns the codec of logical plans, which go from a client to the scheduler.
pub(crate) fn logical(functions: &Functions, who: &str) -> Arc<dyn LogicalExtensionCodec> {
    Arc::new(Pinning::<BallistaLogicalExtensionCodec>::new(
        functions, who,
    ))
}

/// Returns the codec of physical plans, which go from the scheduler to executors.
pub(crate) fn physical(functions: &Functions, who: &str) -> Arc<dyn PhysicalExtensionCodec> {
    Arc::new(Pinning::<BallistaPhysicalExtensionCodec>::new(
        functions, who,
    ))
}

impl<C> Pinning<C> {
    fn encode(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) {
        if let Some(checksum) = self.functions.checksum(function.name()) {
            buffer.extend(MARK.bytes().chain(checksum.bytes()));
        }
    }

    /// Returns the function that a plan names, or what is wrong with it here.
    fn decode(&self, name: &str, buffer: &[u8]) -> Result<Arc<ScalarUDF>, String> {
        let who = &self.who;
        let pinned = str::from_utf8(buffer).ok();
        let Some(pinned) = pinned.and_then(|text| text.strip_prefix(MARK)) else {
            return Err(format!("{who} lacks the function {name}"));
        };
        match (self.functions.get(name), self.functions.checksum(name)) {
            (Some(function), Some(own)) if own == pinned => Ok(Arc::clone(function)),
            (_, Some(own)) => Err(format!(
                "{who} computes {name} with models of checksum {own}, the query means {pinned}; \
                 start every process with the same models"
            )),
            _ => Err(format!(
                "{who} lacks the function {name} (models of checksum {pinned}); start it with the model"
            )),
        }
    }
}

/// A function that a plan means and that is not here: it says so when it is called, which reaches who asked.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Refused {
    name: String,
    why: String,
    signature: Signature,
}

impl ScalarUDFImpl for Refused {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        Ok(found.to_vec())
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        plan_err!("{}", self.why)
    }

    fn invoke_with_args(&self, _args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        exec_err!("{}", self.why)
    }
}

impl LogicalExtensionCodec for Pinning<BallistaLogicalExtensionCodec> {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[LogicalPlan],
        ctx: &TaskContext,
    ) -> Result<Extension> {
        self.inner.try_decode(buf, inputs, ctx)
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.inner.try_encode(node, buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.inner
            .try_decode_table_provider(buf, table, schema, ctx)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.inner.try_encode_table_provider(table, node, buf)
    }

    fn try_decode_file_format(
        &self,
        buf: &[u8],
        ctx: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.inner.try_decode_file_format(buf, ctx)
    }

    fn try_encode_file_format(
        &self,
        buf: &mut Vec<u8>,
        node: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.inner.try_encode_file_format(buf, node)
    }

    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.decode(name, buf).or_else(|why| plan_err!("{why}"))
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encode(node, buf);
        Ok(())
    }
}

impl PhysicalExtensionCodec for Pinning<BallistaPhysicalExtensionCodec> {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.try_decode(buf, inputs, ctx, converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.inner.try_encode(node, buf, converter)
    }

    /// Never fails: a task that cannot be read fails its job without a word why, one that cannot run says it.
    fn try_decode_udf(&self, name: &str, buf: &[u8]) -> Result<Arc<ScalarUDF>> {
        Ok(self.decode(name, buf).unwrap_or_else(|why| {
            Arc::new(ScalarUDF::new_from_impl(Refused {
                name: name.to_owned(),
                why,
                signature: Signature::user_defined(Volatility::Immutable),
            }))
        }))
    }

    fn try_encode_udf(&self, node: &ScalarUDF, buf: &mut Vec<u8>) -> Result<()> {
        self.encode(node, buf);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::Models;

    static EMBEDDED: LazyLock<Functions> =
        LazyLock::new(|| Functions::of(&Models::embedded().unwrap()));

    fn encoded(name: &str) -> Vec<u8> {
        let mut buffer = Vec::new();
        let function = EMBEDDED.get(name).unwrap();
        let codec = logical(&EMBEDDED, "the client");
        codec.try_encode_udf(function, &mut buffer).unwrap();
        buffer
    }

    /// Returns the functions of a folder in which one embedded model has the bytes of another.
    fn others() -> Functions {
        let folder = tempfile::tempdir().unwrap();
        let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let place = folder.path().join("sentiment-fr.model");
        std::fs::copy(models.join("sentiment-en.model"), place).unwrap();
        Functions::of(&Models::of_folder(folder.path()).unwrap())
    }

    fn called(function: &ScalarUDF) -> String {
        let arguments = ScalarFunctionArgs {
            args: vec![ColumnarValue::from(datafusion::common::ScalarValue::Utf8(
                None,
            ))],
            arg_fields: Vec::new(),
            number_rows: 1,
            return_field: Arc::new(datafusion::arrow::datatypes::Field::new(
                "one",
                DataType::Utf8,
                true,
            )),
            config_options: Arc::default(),
        };
        match function.invoke_with_args(arguments) {
            Ok(_) => "computed".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_function_is_read_where_its_models_are_the_same() {
        let buffer = encoded("stance_label");
        let there = physical(&EMBEDDED, "executor a:1");
        let function = there.try_decode_udf("stance_label", &buffer).unwrap();
        assert_eq!(called(&function), "computed");
        let there = logical(&others(), "the scheduler");
        assert!(there.try_decode_udf("stance_label", &buffer).is_ok());
    }

    #[test]
    fn other_models_are_told_with_both_checksums() {
        let (buffer, others) = (encoded("sentiment"), others());
        let sums = [&EMBEDDED, &others].map(|functions| functions.checksum("sentiment").unwrap());
        assert_ne!(sums[0], sums[1]);
        let scheduler = logical(&others, "the scheduler");
        let told = scheduler.try_decode_udf("sentiment", &buffer);
        let told = told.unwrap_err().to_string();
        assert!(sums.iter().all(|sum| told.contains(sum)), "{told}");
        let executor = physical(&others, "executor a:1");
        let told = called(&executor.try_decode_udf("sentiment", &buffer).unwrap());
        assert!(sums.iter().all(|sum| told.contains(sum)), "{told}");
        assert!(told.contains("executor a:1 computes sentiment"), "{told}");
    }

    #[test]
    fn a_function_that_is_missing_is_told_by_name() {
        let executor = physical(&EMBEDDED, "executor a:1");
        let pinned = [MARK, &"0".repeat(64)].concat();
        for buffer in [pinned.as_bytes(), b"", b"\xff"] {
            let told = called(&executor.try_decode_udf("letters", buffer).unwrap());
            assert!(
                told.contains("executor a:1 lacks the function letters"),
                "{told}"
            );
        }
        let mut buffer = Vec::new();
        let own = datafusion::functions::string::upper();
        executor.try_encode_udf(&own, &mut buffer).unwrap();
        assert!(
            buffer.is_empty(),
            "functions of the engine are known by name"
        );
    }
}
